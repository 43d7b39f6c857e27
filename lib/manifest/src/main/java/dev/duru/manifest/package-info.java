@NullMarked
package dev.duru.manifest;

import org.jspecify.annotations.NullMarked;
