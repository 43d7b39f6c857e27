package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.Ledger;

/** What pages and API show. */
final class DeliveryViews {
    DeliveryViews(
            Database database,
            Ledger ledger,
            Specs specs,
            Readings readings,
            DeliveryPorts ports) {}
}
