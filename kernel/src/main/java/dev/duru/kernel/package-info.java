@NullMarked
package dev.duru.kernel;

import org.jspecify.annotations.NullMarked;
