package io.diffy.acceptance.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Objects of Kubernetes read as its API's types: a field that no server knows, or a value of
 * another type, is named. The types are those of the fabric8 client, made of Kubernetes' own.
 */
final class KubernetesTypes {
  private static final Map<String, String> PACKAGES =
      Map.of(
          "v1", "",
          "apps/v1", ".apps",
          "networking.k8s.io/v1", ".networking.v1",
          "policy/v1", ".policy.v1");

  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                /** They take whatever comes, for objects of versions to come. */
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              });

  private KubernetesTypes() {}

  /** A line for each object that a server would not take. */
  static List<String> complaints(Manifests manifests) {
    List<String> wrong = new ArrayList<>();
    for (JsonNode object : manifests.objects()) {
      String kind = object.path("kind").asText();
      String version = object.path("apiVersion").asText();
      try {
        STRICT.convertValue(
            object,
            Class.forName("io.fabric8.kubernetes.api.model" + PACKAGES.get(version) + "." + kind));
      } catch (ClassNotFoundException | IllegalArgumentException e) {
        wrong.add("%s of %s: %s".formatted(kind, version, e.getMessage()));
      }
    }
    return wrong;
  }
}
