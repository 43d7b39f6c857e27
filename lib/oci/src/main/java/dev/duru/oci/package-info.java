@NullMarked
package dev.duru.oci;

import org.jspecify.annotations.NullMarked;
