@NullMarked
package dev.duru.dialects;

import org.jspecify.annotations.NullMarked;
