package dev.duru.delivery;

import dev.duru.web.Router;
import dev.duru.web.Routes;

/** Everything that this station offers over HTTP. */
final class DeliveryRoutes implements Routes {
    private final DeliveryApi api;
    private final DeliveryPages pages;

    DeliveryRoutes(DeliveryViews views, DeliveryCommands commands) {
        this.api = new DeliveryApi(views, commands);
        this.pages = new DeliveryPages(views, commands);
    }

    @Override
    public void add(Router router) {
        api.add(router);
        pages.add(router);
    }
}
