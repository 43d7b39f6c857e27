package dev.duru.delivery.runtime.kubernetes;

import java.util.List;

/** How many pods of each release serve, so that their number comes close to the shares. Pure. */
final class PodShares {
    private PodShares() {}

    /**
     * @param weights of the releases, each above 0
     * @param ready pods of each
     * @return pods that serve, of each at least one where one is ready; of two choices that are as
     *     close the one with more pods
     */
    static List<Integer> of(List<Integer> weights, List<Integer> ready) {
        if (weights.size() != 2 || ready.contains(0)) {
            return ready;
        }
        double wanted = (double) weights.get(0) / (weights.get(0) + weights.get(1));
        int first = 1;
        int second = 1;
        double least = Double.MAX_VALUE;
        for (int a = 1; a <= ready.get(0); a++) {
            for (int b = 1; b <= ready.get(1); b++) {
                double off = Math.abs((double) a / (a + b) - wanted);
                if (off < least - 1e-9 || off < least + 1e-9 && a + b > first + second) {
                    least = Math.min(off, least);
                    first = a;
                    second = b;
                }
            }
        }
        return List.of(first, second);
    }
}
