package dev.duru.observe;

/**
 * Gives memory back. The serial collector looks for garbage among what has lived for a while only
 * when the heap is as large as it may be; what the store takes and drops again in a few minutes or
 * hours, chunks above all, would hold memory of the machine for nothing until then.
 *
 * <p>For one thread.
 */
final class SpareMemory {
    /** So much may be held without being looked at. */
    private static final long SLACK = 64L << 20;

    private long held = Runtime.getRuntime().totalMemory();

    /** Looks for garbage if the heap is twice as large as what lived after the last time. */
    void tidy() {
        Runtime heap = Runtime.getRuntime();
        if (heap.totalMemory() > held + SLACK) {
            System.gc();
            long lives = heap.totalMemory() - heap.freeMemory();
            held = Math.max(2 * lives, heap.totalMemory());
        }
    }
}
