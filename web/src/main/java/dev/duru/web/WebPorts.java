package dev.duru.web;

import dev.duru.kernel.Ledger;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the server asks of others.
 *
 * @param ledger the facts, for live pages
 * @param unready what keeps Duru from being ready, in words; empty when it is ready
 */
public record WebPorts(
        Authenticator authenticator,
        Authority authority,
        Ledger ledger,
        Supplier<List<String>> unready) {}
