package simulator

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestThePersonDecides(t *testing.T) {
	b := newBroker(t, Options{})
	first := b.start()
	b.pass(time.Second)
	second := b.start()
	prompts := b.Prompts()
	if len(prompts) != 2 || !prompts[0].Received.Before(prompts[1].Received) {
		t.Fatalf("%+v isn't two prompts, oldest first", prompts)
	}
	if err := errors.Join(b.Refuse(prompts[0].ID), b.Approve(prompts[1].ID)); err != nil {
		t.Fatal(err)
	}
	if err := b.Approve(prompts[0].ID); !errors.Is(err, ErrPromptEnded) {
		t.Errorf("approving what was refused: %v", err)
	}
	if err := b.Approve("nonsense"); !errors.Is(err, ErrUnknownPrompt) {
		t.Errorf("approving nothing: %v", err)
	}
	if b.changes != 4 {
		t.Errorf("%d changes reported, want 4", b.changes)
	}
	b.poll(first).wantError(t, http.StatusBadRequest, errAccessDenied)
	b.claims(b.poll(second))
	b.pass(endedShown)
	if n := len(b.Prompts()); n != 0 {
		t.Errorf("%d prompts are shown long after the end", n)
	}
	if err := b.Approve(prompts[0].ID); !errors.Is(err, ErrUnknownPrompt) {
		t.Errorf("approving what is no longer shown: %v", err)
	}
}

func TestThePersonIsFasterThanTheScenario(t *testing.T) {
	b := newBroker(t, Options{Scenario: Approve})
	id := b.start()
	if err := b.Refuse(b.prompt().ID); err != nil {
		t.Fatal(err)
	}
	b.pass(10 * time.Second)
	b.poll(id).wantError(t, http.StatusBadRequest, errAccessDenied)
}

func TestTooLateToApprove(t *testing.T) {
	b := newBroker(t, Options{})
	b.start()
	id := b.prompt().ID
	b.pass(301 * time.Second)
	if err := b.Approve(id); !errors.Is(err, ErrPromptEnded) {
		t.Errorf("approving after the expiry: %v", err)
	}
	if b.changes != 2 {
		t.Errorf("%d changes reported, want 2", b.changes)
	}
}

func TestPromptsFindTheScenariosAnswer(t *testing.T) {
	b := newBroker(t, Options{Scenario: Refuse, AnswerAfter: 2 * time.Second})
	b.start()
	b.pass(2*time.Second - 1)
	if state := b.prompt().State; state != StateShown {
		t.Errorf("%s before the phone has answered", state)
	}
	b.pass(1)
	if state := b.prompt().State; state != StateRefused {
		t.Errorf("%s after the phone has answered", state)
	}
}

func TestAnswerAtOnce(t *testing.T) {
	b := newBroker(t, Options{Scenario: Approve, AnswerAfter: -1})
	b.claims(b.poll(b.start()))
}

func idBody(id string) string { return `{"id":"` + id + `"}` }

func (b *broker) control(method, path, authorization, body string) answer {
	request := httptest.NewRequest(method, baseURL+path, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	return b.send(request)
}

func TestPhoneNeedsTheKey(t *testing.T) {
	b := newBroker(t, Options{})
	b.start()
	body := idBody(b.prompt().ID)
	nowhere := b.get("/nowhere")
	for _, authorization := range []string{"", "Bearer", "Bearer ", "Bearer wrong", "Basic " + b.ControlKey(), b.ControlKey(), "Bearer " + b.ControlKey() + " "} {
		for path, method := range map[string]string{
			"/phone": http.MethodGet, "/phone/about": http.MethodGet, "/phone/live": http.MethodGet,
			"/phone/approve": http.MethodPost, "/phone/refuse": http.MethodPost, "/phone/scenario": http.MethodPost,
		} {
			a := b.control(method, path, authorization, body)
			if a.status != nowhere.status || a.body != nowhere.body || a.header.Get("Content-Type") != nowhere.header.Get("Content-Type") {
				t.Errorf("%s %s with %q: %d %s", method, path, authorization, a.status, a.body)
			}
		}
	}
	if state := b.prompt().State; state != StateShown {
		t.Errorf("without the key, the prompt became %s", state)
	}
}

func TestPhoneOverHTTP(t *testing.T) {
	b := newBroker(t, Options{ControlKey: "open sesame"})
	id := b.start()
	var prompts []Prompt
	a := b.control(http.MethodGet, "/phone", "Bearer open sesame", "")
	if err := json.Unmarshal([]byte(a.body), &prompts); err != nil || len(prompts) != 1 || prompts[0] != b.prompt() {
		t.Fatalf("%v: %s", err, a.body)
	}
	if strings.Contains(a.body, id) {
		t.Error("the phone shows the auth_req_id")
	}
	body := idBody(prompts[0].ID)
	if a := b.control(http.MethodPost, "/phone/approve", "Bearer open sesame", body); a.status != http.StatusNoContent {
		t.Errorf("approving: %d %s", a.status, a.body)
	}
	b.control(http.MethodPost, "/phone/refuse", "Bearer open sesame", body).wantError(t, http.StatusConflict, "prompt_ended")
	b.control(http.MethodPost, "/phone/refuse", "Bearer open sesame", idBody("x")).wantError(t, http.StatusNotFound, "unknown_prompt")
	b.claims(b.poll(id))
}

func TestControlKeysAreRandom(t *testing.T) {
	a, b := newBroker(t, Options{}), newBroker(t, Options{})
	if len(a.ControlKey()) < 22 || a.ControlKey() == b.ControlKey() {
		t.Error("the control key can be guessed")
	}
}

func TestForeignHostGetsNothing(t *testing.T) {
	b := newBroker(t, Options{})
	for host, want := range map[string]int{
		"broker.test": http.StatusOK, "BROKER.test:80": http.StatusOK,
		"evil.example": http.StatusMisdirectedRequest, "broker.test:81": http.StatusMisdirectedRequest,
		"broker.test.evil.example": http.StatusMisdirectedRequest, "": http.StatusMisdirectedRequest,
	} {
		request := httptest.NewRequest(http.MethodGet, baseURL+"/op/.well-known/openid-configuration", nil)
		request.Host = host
		if a := b.send(request); a.status != want {
			t.Errorf("Host %q: %d, want %d", host, a.status, want)
		}
	}
}
