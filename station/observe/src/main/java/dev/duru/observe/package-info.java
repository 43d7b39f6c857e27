@NullMarked
package dev.duru.observe;

import org.jspecify.annotations.NullMarked;
