package dev.duru.delivery;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The station in a process of its own, to be killed. Its argument is its folder. */
public final class StationMain {
    private StationMain() {}

    public static void main(String[] args) throws InterruptedException {
        TestHouse house = new TestHouse(Path.of(args[0]));
        System.out.println("open " + house.traffic.port());
        new CountDownLatch(1).await();
    }
}
