@NullMarked
package dev.duru.edge;

import org.jspecify.annotations.NullMarked;
