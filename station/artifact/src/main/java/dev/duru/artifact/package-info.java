@NullMarked
package dev.duru.artifact;

import org.jspecify.annotations.NullMarked;
