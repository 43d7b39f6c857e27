package dev.duru.app;

import dev.duru.access.AccessStation;
import java.util.function.Supplier;

/**
 * What {@link Server} needs of the assembled parts.
 *
 * @param url how people reach Duru, without a slash at the end
 */
record House(AccessStation access, Supplier<String> url) {}
