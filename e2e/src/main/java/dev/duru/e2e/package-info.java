/**
 * A rig for scenarios and whole-program benchmarks: Duru in a process of its own, a work tree with
 * the real git, visitors of what was deployed. It knows Duru by its public interfaces only.
 */
@NullMarked
package dev.duru.e2e;

import org.jspecify.annotations.NullMarked;
