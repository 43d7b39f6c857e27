@NullMarked
package dev.duru.yaml;

import org.jspecify.annotations.NullMarked;
