/**
 * A runtime that runs nothing and does exactly what it is told: for tests of what happens around a
 * deployment. It passes the same contract tests as the runtime of processes.
 */
@NullMarked
package dev.duru.delivery.runtime.scripted;

import org.jspecify.annotations.NullMarked;
