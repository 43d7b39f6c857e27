package dev.duru.delivery.runtime.kubernetes;

/**
 * What a cluster serves of the kinds whose version depends on its age.
 *
 * @param autoscaling {@code autoscaling/v2} from 1.23 on, before that {@code autoscaling/v1}
 * @param disruption {@code policy/v1} from 1.21 on, before that {@code policy/v1beta1}
 * @param routes {@code gateway.networking.k8s.io/v1} or {@code v1beta1}; {@code ""} where the
 *     cluster has no Gateway API
 */
public record Apis(String autoscaling, String disruption, String routes) {
    static final String GATEWAY = "gateway.networking.k8s.io/";

    /** Whether the cluster lets those pods go first that say so; from 1.22 on. */
    boolean heedsDeletionCost() {
        return !autoscaling.equals("autoscaling/v1");
    }

    /** Whether shares of requests can be said to the cluster exactly. */
    public boolean hasRoutes() {
        return !routes.isEmpty();
    }
}
