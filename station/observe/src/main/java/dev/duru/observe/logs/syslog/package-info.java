/**
 * Syslog in, over UDP and TCP, for those who send nothing else: routers, system services, {@code
 * logger}.
 *
 * <p>{@link dev.duru.observe.logs.syslog.SyslogMessage} reads RFC 5424 and what RFC 3164 describes;
 * {@link dev.duru.observe.logs.syslog.SyslogServer} listens on one port for one project, {@code
 * SyslogFrames} cuts a TCP stream into messages (RFC 6587: counted octets and line ends).
 *
 * <p>Rules: off unless the operator names an address, since syslog knows no passwords: whoever
 * reaches the port may send. A message that follows no form is a line all the same. Nobody is told
 * that a message was kept; when the disk is full TCP waits, and what UDP must drop is counted and
 * told.
 */
@NullMarked
package dev.duru.observe.logs.syslog;

import org.jspecify.annotations.NullMarked;
