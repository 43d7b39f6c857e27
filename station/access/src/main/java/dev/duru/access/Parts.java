package dev.duru.access;

import dev.duru.kernel.Ledger;

/** The parts of the station, for its pages and its API. */
record Parts(
        Ledger ledger,
        Accounts accounts,
        SignIns signIns,
        Tokens tokens,
        Members members,
        Secrets secrets) {}
