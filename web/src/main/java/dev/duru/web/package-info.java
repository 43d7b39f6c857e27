@NullMarked
package dev.duru.web;

import org.jspecify.annotations.NullMarked;
