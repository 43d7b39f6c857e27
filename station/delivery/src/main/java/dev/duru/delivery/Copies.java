package dev.duru.delivery;

import java.util.List;

/**
 * How many copies of two releases are wanted while one replaces the other a few at a time. Pure,
 * and without a memory: the next numbers follow from what is there, so a Duru that was killed goes
 * on.
 *
 * @param fresh of the new release
 * @param old of the stable one; those beyond take no more requests, and then end
 */
record Copies(int fresh, int old) {
    /**
     * What may be.
     *
     * @param replicas wanted in the end
     * @param surge so many more meanwhile
     * @param unavailable so many fewer healthy ones meanwhile
     */
    record Room(int replicas, int surge, int unavailable) {
        /** How many healthy copies there always are. */
        int least() {
            return Math.max(0, replicas - unavailable);
        }
    }

    /**
     * How many of one release are there. Of those that are neither healthy nor dead it is not known
     * yet, as after a restart of Duru.
     *
     * @param ending of the last ones, which were asked to end and have no address any more
     */
    record Seen(int there, int well, int dead, int ending) {
        static Seen of(List<Replica> replicas) {
            int ending = 0;
            while (ending < replicas.size()
                    && replicas.get(replicas.size() - 1 - ending).address().isEmpty()) {
                ending++;
            }
            int dead = 0;
            for (Replica replica : replicas) {
                dead += replica.state() == Replica.State.DEAD ? 1 : 0;
            }
            return new Seen(replicas.size(), Shares.well(replicas), dead, ending);
        }

        /** The same as long as none of them takes requests. */
        Seen notServing() {
            return new Seen(there, 0, dead, ending);
        }
    }

    /** What is wanted next. */
    static Copies next(Room room, Seen fresh, Seen old) {
        int wanted =
                Math.min(
                        room.replicas(),
                        Math.max(fresh.there(), room.replicas() + room.surge() - old.there()));
        if (fresh.well() >= room.replicas()) {
            return new Copies(wanted, 0);
        }
        if (room.surge() == 0 && old.there() > 0 && old.dead() == old.there()) {
            // No healthy copy is lost, and without room beside them the new ones need their place.
            return new Copies(wanted, Math.max(0, old.there() - room.unavailable()));
        }
        int spare = Math.max(0, old.well() + fresh.well() - room.least());
        return new Copies(wanted, Math.max(0, old.there() - old.ending() - spare));
    }
}
