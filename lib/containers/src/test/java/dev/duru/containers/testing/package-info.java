/** Real container engines for tests: each starts its own, with all that it writes in one folder. */
@NullMarked
package dev.duru.containers.testing;

import org.jspecify.annotations.NullMarked;
