package dev.duru.app;

import dev.duru.access.AccessStation;
import dev.duru.delivery.Delivery;
import dev.duru.delivery.traffic.edge.EdgeTraffic;
import dev.duru.edge.EdgeProcess;
import java.util.function.Supplier;

/**
 * What {@link Server} needs of the assembled parts.
 *
 * @param url how people reach Duru, without a slash at the end
 */
record House(
        AccessStation access,
        Delivery delivery,
        EdgeTraffic traffic,
        EdgeProcess edge,
        Supplier<String> url) {}
