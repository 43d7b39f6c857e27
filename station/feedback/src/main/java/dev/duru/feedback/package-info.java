@NullMarked
package dev.duru.feedback;

import org.jspecify.annotations.NullMarked;
