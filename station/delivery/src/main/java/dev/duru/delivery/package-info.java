@NullMarked
package dev.duru.delivery;

import org.jspecify.annotations.NullMarked;
