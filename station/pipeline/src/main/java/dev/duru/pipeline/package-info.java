@NullMarked
package dev.duru.pipeline;

import org.jspecify.annotations.NullMarked;
