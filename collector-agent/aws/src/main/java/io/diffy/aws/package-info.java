/**
 * What can be plugged in for Amazon Web Services: targets, inventory, collection over SSM,
 * persistence in S3.
 */
package io.diffy.aws;
