@NullMarked
package dev.duru.observe.alerts;

import org.jspecify.annotations.NullMarked;
