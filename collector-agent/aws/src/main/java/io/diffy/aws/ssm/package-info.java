/**
 * Collection over SSM Run Command. What is decided (states, batches, comments, waiting, keys) is
 * plain code without the AWS SDK; {@code SsmCalls} and {@code OutputBucket} are the only classes
 * that call AWS.
 */
package io.diffy.aws.ssm;
