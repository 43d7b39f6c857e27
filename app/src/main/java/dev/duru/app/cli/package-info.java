/**
 * The command line: a REST client of a running Duru, and what works without one.
 *
 * <p>Each command is a class. Commands that ask a server go through one client, which takes its
 * address and token from {@code DURU_URL} and {@code DURU_TOKEN}, or from what {@code duru login}
 * kept, and guesses the project from the git remote of the current folder.
 *
 * <p>Rules: what a program may want to read is on standard output, and as JSON with {@code --json};
 * everything else is on standard error. The exit code is 0 when it is done, 1 when the thing failed
 * and 2 when the command line was wrong. Colours and redrawing only on a terminal, and not with
 * {@code NO_COLOR}.
 */
@NullMarked
package dev.duru.app.cli;

import org.jspecify.annotations.NullMarked;
