@NullMarked
package dev.duru.app;

import org.jspecify.annotations.NullMarked;
