package dev.latchkey;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import dev.latchkey.domain.dpop.ProvenKey;
import dev.latchkey.domain.dpop.ShownProof;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.policy.FactorPermit;
import dev.latchkey.domain.policy.PasskeyPermit;
import dev.latchkey.domain.policy.PasswordPermit;
import dev.latchkey.domain.proof.Ceremony;
import dev.latchkey.domain.proof.IdentifierProof;
import dev.latchkey.domain.proof.NewPasskey;
import dev.latchkey.domain.proof.NewTotp;
import dev.latchkey.domain.proof.Proof;
import dev.latchkey.domain.proof.PushAnswer;
import dev.latchkey.domain.proof.ShownToken;
import dev.latchkey.domain.proof.StepUp;
import dev.latchkey.domain.provider.VerifiedIdentity;
import dev.latchkey.domain.session.Session;
import dev.latchkey.domain.token.ClientAccess;
import dev.latchkey.domain.token.Grant;
import dev.latchkey.domain.token.GrantBasis;
import dev.latchkey.domain.webhook.Admitted;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The floors of the house, as CONTRIBUTING.md draws them. */
class FloorsTest {

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.latchkey");

  @Test
  void dependencies_point_downwards_only() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("app")
        .definedBy("dev.latchkey.app..")
        .layer("faces")
        .definedBy("dev.latchkey.faces..")
        .layer("flows")
        .definedBy("dev.latchkey.flows..")
        .layer("domain")
        .definedBy("dev.latchkey.domain..")
        .layer("platform")
        .definedBy("dev.latchkey.platform..")
        .whereLayer("app")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("faces")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("flows")
        .mayOnlyBeAccessedByLayers("app", "faces")
        .whereLayer("domain")
        .mayOnlyBeAccessedByLayers("app", "faces", "flows")
        .check(HOUSE);
  }

  @Test
  void no_two_packages_know_each_other() {
    slices().matching("dev.latchkey.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void faces_share_only_what_is_in_web() {
    slices()
        .matching("dev.latchkey.faces.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            resideInAPackage("dev.latchkey.faces.."), resideInAPackage("dev.latchkey.faces.web.."))
        .check(HOUSE);
  }

  @Test
  void only_the_http_package_knows_the_web_server() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.latchkey.platform.http")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.helidon..")
        .check(HOUSE);
  }

  @Test
  void only_the_database_package_knows_jdbc_and_a_start_that_failed_names_its_reason() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.latchkey.platform.db..")
        .and()
        .doNotHaveSimpleName("StartFailure")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..")
        .check(HOUSE);
  }

  @Test
  void only_the_room_of_proofs_knows_the_passkey_library() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.latchkey.domain.proof")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.webauthn4j..")
        .check(HOUSE);
  }

  @Test
  void only_the_room_of_pages_knows_the_template_library() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.latchkey.faces.pages..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("gg.jte..")
        .check(HOUSE);
  }

  @Test
  void no_face_and_no_flow_but_the_development_inbox_speaks_sql() {
    noClasses()
        .that()
        .resideInAPackage("dev.latchkey.faces..")
        .and()
        .resideOutsideOfPackage("dev.latchkey.faces.inbox")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("dev.latchkey.platform.db.Db")
        .check(HOUSE);
    noClasses()
        .that()
        .resideInAPackage("dev.latchkey.flows..")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "speaks SQL",
                call ->
                    call.getTargetOwner().getPackageName().equals("dev.latchkey.platform.db")
                        && !Set.of("changes", "commit").contains(call.getName())))
        .check(HOUSE);
  }

  @Test
  void only_its_own_package_can_make_evidence() {
    for (Class<?> type :
        new Class<?>[] {
          Authenticated.class,
          PasswordPermit.class,
          FactorPermit.class,
          NewTotp.class,
          Grant.class,
          GrantBasis.class,
          Session.class,
          IdentifierProof.class,
          StepUp.class,
          ClientAccess.class,
          ProvenKey.class,
          VerifiedIdentity.class,
          PasskeyPermit.class,
          NewPasskey.class,
          PushAnswer.class,
          Ceremony.class,
          Admitted.class
        }) {
      constructors()
          .that()
          .areDeclaredIn(type)
          .should()
          .notHaveModifier(JavaModifier.PUBLIC)
          .check(HOUSE);
    }
    constructors()
        .that()
        .areDeclaredInClassesThat()
        .implement(Proof.class)
        .should()
        .bePackagePrivate()
        .check(HOUSE);
  }

  @Test
  void only_a_call_says_what_its_request_shows() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.latchkey.faces.web.Call")
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe(
                "makes a shown token or proof",
                access ->
                    (access.getTargetOwner().isEquivalentTo(ShownToken.class)
                            || access.getTargetOwner().isEquivalentTo(ShownProof.class))
                        && access.getName().equals("<init>")))
        .check(HOUSE);
  }

  @Test
  void nobody_asks_the_system_for_time_or_randomness() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.latchkey.domain..", "dev.latchkey.flows..", "dev.latchkey.faces..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callConstructor(SecureRandom.class)
        .orShould()
        .callConstructor(Random.class)
        .check(HOUSE);
  }

  @Test
  void every_package_says_what_it_owns() {
    classes()
        .that()
        .resideInAPackage("dev.latchkey..")
        .and()
        .doNotHaveSimpleName("package-info")
        .should(ArchConditions.resideInAnyPackage(packagesWithInfo()))
        .check(HOUSE);
  }

  private static String[] packagesWithInfo() {
    return HOUSE.stream()
        .filter(type -> type.getSimpleName().equals("package-info"))
        .map(type -> type.getPackageName())
        .toArray(String[]::new);
  }
}
