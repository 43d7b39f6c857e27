/**
 * How the configuration files of Prometheus and Alertmanager are read: strictly, with the place of
 * whatever is wrong.
 *
 * <p>{@link dev.duru.observe.file.Section} is a mapping of which each key is asked for once; {@link
 * dev.duru.observe.file.Section#end} refuses those that nobody asked for. Facts: none. Ports: none.
 *
 * <p>Rules: a wrong file is a USER problem that names file, line, column and the mend; durations
 * are written as Prometheus writes them; nothing is ignored silently.
 */
@NullMarked
package dev.duru.observe.file;

import org.jspecify.annotations.NullMarked;
