@NullMarked
package dev.duru.tsdb;

import org.jspecify.annotations.NullMarked;
