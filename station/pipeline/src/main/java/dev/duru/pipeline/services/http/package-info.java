/**
 * What the services that talk to the forges' clients share on the wire: {@link JsonExchange} reads
 * and writes JSON on raw routes, {@link Credential} finds the token in a request, {@link
 * PathTemplate} names the calls, {@link Answer} and {@link Slice} are what they answer.
 *
 * <p>Rules: bodies are read up to a limit; nothing here knows what a call means.
 */
@NullMarked
package dev.duru.pipeline.services.http;

import org.jspecify.annotations.NullMarked;
