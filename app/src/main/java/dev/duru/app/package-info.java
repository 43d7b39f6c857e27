/**
 * The program: configuration, wiring and the start.
 *
 * <p>{@link dev.duru.app.Wiring} is the parts list of the house: plain {@code new} in the order of
 * the loop, and the only place where a station's port meets another station. {@link
 * dev.duru.app.Server} is one running Duru. {@link dev.duru.app.Main} gives the command line what
 * it needs of both.
 */
@NullMarked
package dev.duru.app;

import org.jspecify.annotations.NullMarked;
