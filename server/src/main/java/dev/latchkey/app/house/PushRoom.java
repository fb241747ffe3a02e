package dev.latchkey.app.house;

import dev.latchkey.faces.access.AccessApi;
import dev.latchkey.faces.access.PushEndpoints;
import dev.latchkey.faces.access.PushSimulatorEndpoints;
import dev.latchkey.faces.device.DeviceEndpoints;
import dev.latchkey.faces.device.DevicePage;
import dev.latchkey.flows.push.AnswerChallenge;
import dev.latchkey.flows.push.Approvals;
import dev.latchkey.flows.push.AskDevices;
import dev.latchkey.flows.push.EnrolPush;
import dev.latchkey.flows.push.EnrolmentApproval;
import dev.latchkey.flows.push.LinkDevice;
import dev.latchkey.flows.push.ListChallenges;
import dev.latchkey.flows.push.LoginApproval;
import dev.latchkey.flows.push.MoveDevice;
import dev.latchkey.flows.push.PushNotices;
import dev.latchkey.flows.push.ReadLink;
import dev.latchkey.flows.push.ReadPushSecondFactor;
import dev.latchkey.flows.push.ReadPushStepUp;
import dev.latchkey.flows.push.SecondFactorApproval;
import dev.latchkey.flows.push.SimulateAnswer;
import dev.latchkey.flows.push.StartPushLogin;
import dev.latchkey.flows.push.StartPushSecondFactor;
import dev.latchkey.flows.push.StartPushStepUp;
import dev.latchkey.flows.push.StepUpApproval;
import dev.latchkey.flows.push.UnlinkDevice;
import dev.latchkey.flows.push.UnlinkPush;

/** Devices that approve: linked by a code, woken by push, answering with their key. */
final class PushRoom {
  // What our own pages call as well.
  final StartPushSecondFactor startSecondFactor;
  final ReadPushSecondFactor readSecondFactor;

  PushRoom(Domain domain, Web web, AccessRoom access) {
    var notices = new PushNotices(domain.events, domain.outbox);
    var approvals =
        new Approvals(
            new StepUpApproval(domain.clients, domain.sessionVerifier, access.ends),
            new EnrolmentApproval(
                domain.profiles,
                domain.credentialPolicy,
                domain.challenges,
                domain.pushDevices,
                domain.pushFactors,
                notices,
                domain.accessNotices),
            new LoginApproval(
                domain.clients,
                domain.profiles,
                domain.loginPolicy,
                domain.challenges,
                access.openAccess,
                access.ends,
                domain.accessNotices),
            new SecondFactorApproval(domain.challenges, domain.stepUps));
    var ask =
        new AskDevices(
            domain.challenges,
            domain.pushChallenges,
            approvals,
            domain.wakeups,
            domain.secrets,
            domain.clock);
    startSecondFactor =
        new StartPushSecondFactor(
            domain.db,
            domain.stepUps,
            domain.secondFactors,
            domain.pushFactors,
            domain.pushChallenges,
            ask,
            domain.clock);
    readSecondFactor = new ReadPushSecondFactor(domain.challenges, domain.clock);
    openDevices(domain, web, notices, approvals);
    openClients(domain, web, access.api, notices, approvals, ask);
  }

  /** What devices do. */
  private static void openDevices(
      Domain domain, Web web, PushNotices notices, Approvals approvals) {
    var readLink =
        new ReadLink(
            domain.db,
            domain.clients,
            domain.linkingCodes,
            domain.passkeys,
            domain.ceremonies,
            domain.secrets);
    var linkDevice =
        new LinkDevice(
            domain.db,
            domain.linkingCodes,
            domain.credentialPolicy,
            domain.ceremonies,
            domain.passkeyVerifier,
            domain.passkeys,
            domain.pushDevices,
            domain.pushFactors,
            notices,
            domain.accessNotices,
            domain.outbox);
    var unlinkDevice =
        new UnlinkDevice(domain.db, domain.profiles, domain.pushDevices, notices, domain.outbox);
    var listChallenges =
        new ListChallenges(
            domain.db,
            domain.clients,
            domain.pushChallenges,
            domain.pushVerifier,
            domain.pushDevices);
    var answerChallenge =
        new AnswerChallenge(
            domain.db,
            domain.challenges,
            domain.pushVerifier,
            approvals,
            domain.passkeys,
            domain.pushDevices,
            domain.outbox,
            domain.clock);
    new DeviceEndpoints(
            domain.vapidKeys,
            domain.pushVerifier,
            readLink,
            linkDevice,
            new MoveDevice(domain.db, domain.pushDevices),
            unlinkDevice,
            listChallenges,
            answerChallenge)
        .on(web.router, web.api);
    new DevicePage(web.deviceTexts).on(web.router, web.api);
  }

  /** What clients of the Access API ask of them. */
  private static void openClients(
      Domain domain,
      Web web,
      AccessApi api,
      PushNotices notices,
      Approvals approvals,
      AskDevices ask) {
    var startStepUp =
        new StartPushStepUp(domain.db, domain.pushFactors, domain.sessions, domain.challenges, ask);
    var enrol =
        new EnrolPush(
            domain.db,
            domain.passwords,
            domain.sessions,
            domain.linkingCodes,
            domain.pushDevices,
            domain.pushFactors,
            ask,
            notices,
            domain.accessNotices,
            domain.outbox,
            domain.recipientLimit);
    var unlink =
        new UnlinkPush(
            domain.db,
            domain.credentialPolicy,
            domain.sessions,
            domain.challenges,
            domain.linkingCodes,
            domain.pushDevices,
            domain.pushFactors,
            notices,
            domain.outbox);
    var startLogin =
        new StartPushLogin(
            domain.db,
            domain.profiles,
            domain.organisations,
            domain.pushFactors,
            domain.guard,
            domain.pushChallenges,
            ask,
            domain.clock);
    new PushEndpoints(
            api,
            startStepUp,
            new ReadPushStepUp(domain.challenges, domain.clock),
            enrol,
            unlink,
            startLogin)
        .on(web.router, api);
    var simulate =
        new SimulateAnswer(
            domain.db, domain.challenges, domain.pushVerifier, approvals, domain.clock);
    new PushSimulatorEndpoints(
            domain.clients, domain.organisations, domain.accessVerifier, simulate)
        .on(web.router, api);
  }
}
