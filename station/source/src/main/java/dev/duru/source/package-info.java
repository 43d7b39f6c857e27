@NullMarked
package dev.duru.source;

import org.jspecify.annotations.NullMarked;
