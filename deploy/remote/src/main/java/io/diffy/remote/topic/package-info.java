/** Topics followed and written so that nothing acknowledged is lost. */
package io.diffy.remote.topic;
