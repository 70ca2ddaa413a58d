/**
 * What can be plugged in for OpenSearch and Elasticsearch: a sink of findings, observations and
 * evaluations, and a store of documents. Both speak plain HTTP to what the two have in common.
 */
package io.diffy.search;
