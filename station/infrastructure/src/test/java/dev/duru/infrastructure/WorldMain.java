package dev.duru.infrastructure;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A station that pushes, or applies by hand, to be killed while it does. */
public final class WorldMain {
    static final int ENVIRONMENTS = 24;

    private WorldMain() {}

    /** The folder, and {@code push} or {@code apply}. */
    public static void main(String[] args) {
        World world =
                new World(
                        Path.of(args[0]),
                        Map.of(World.commit(1), text(1), World.commit(2), text(2)));
        if (args[1].equals("push")) {
            System.out.println("begins");
            world.push(1, text(1));
        } else {
            Plan plan = world.current();
            System.out.println("begins");
            world.station
                    .applying()
                    .byHand(World.SHOP, plan.number(), Set.of(), Set.of(), World.MINA);
        }
        System.out.println("ends");
        while (true) {
            java.util.concurrent.locks.LockSupport.park();
        }
    }

    /** Environments with so many replicas each. */
    static String text(int replicas) {
        return "environments:\n"
                + IntStream.range(0, ENVIRONMENTS)
                        .mapToObj(n -> "  e" + n + ": { from: main, replicas: " + replicas + " }\n")
                        .collect(Collectors.joining());
    }
}
