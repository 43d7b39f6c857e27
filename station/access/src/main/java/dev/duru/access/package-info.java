@NullMarked
package dev.duru.access;

import org.jspecify.annotations.NullMarked;
