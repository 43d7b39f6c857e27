package dev.duru.delivery;

import dev.duru.web.Router;
import dev.duru.web.Routes;

/** Everything that this station offers over HTTP. */
final class DeliveryRoutes implements Routes {
    DeliveryRoutes(DeliveryViews views, DeliveryCommands commands) {}

    @Override
    public void add(Router router) {}
}
