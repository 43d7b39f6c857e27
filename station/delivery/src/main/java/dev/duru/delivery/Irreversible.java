package dev.duru.delivery;

import dev.duru.kernel.Database;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Finds what cannot be undone: releases past which nothing goes back by itself. */
final class Irreversible {
    private static final int LOOKED_AT = 1000;

    private final Database database;
    private final Specs specs;

    Irreversible(Database database, Specs specs) {
        this.database = database;
        this.specs = specs;
    }

    /** What keeps from coming back by itself whatever would come back in place of a release. */
    Optional<Release> before(Release live) {
        return database.read(sql ->
                new DeliveryStore(sql)
                        .lastGood(live.environment(), live)
                        .flatMap(good -> after(sql, good)));
    }

    /** The newest release after {@code good} that has begun and cannot be undone. */
    Optional<Release> after(Handle sql, Release good) {
        return new DeliveryStore(sql)
                .releases(good.environment(), LOOKED_AT).stream()
                        .filter(r -> r.number() > good.number() && !r.goesBack())
                        .filter(r -> r.state() != ReleaseState.DECLINED)
                        .filter(r -> r.state() != ReleaseState.SUPERSEDED)
                        .filter(r -> !r.state().pending())
                        .filter(r -> specs.environment(r).rules().irreversible())
                        .findFirst();
    }

    /** What people are told. */
    static String warning(Release release) {
        return "release "
                + release.number()
                + " ("
                + release.version()
                + ") says `irreversible: true`: what came before it may not work any more";
    }
}
