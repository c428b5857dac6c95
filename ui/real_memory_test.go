//go:build realparts && linux

package ui_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ringback/ciba/simulator"
	"ringback/ui/remains"
)

// knownBroker starts a broker that records each secret in its answers, and makes it the environment
// "own" of this home.
func (s *screen) knownBroker(texts *remains.Texts, person simulator.Person) {
	s.t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(s.t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	base := "http://" + listener.Addr().String()
	broker, err := simulator.New(simulator.Options{
		BaseURL: base, Interval: time.Second, AnswerAfter: 2 * time.Second, Scenario: simulator.Approve,
		People:  []simulator.Person{person, {UUID: uuid.NewString(), Name: "Somebody Else", DateOfBirth: "1950-01-02"}},
		Clients: []simulator.Client{{ID: ownClient, Secret: ownSecret, Organisation: "Sønderby", Scopes: []string{"openid", "mitid"}}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		broker.Handler().ServeHTTP(recorder, r)
		var answer map[string]any
		_ = json.Unmarshal(recorder.Body.Bytes(), &answer)
		for _, member := range []string{"auth_req_id", "id_token", "access_token"} {
			if text, ok := answer[member].(string); ok {
				texts.Note(member, text)
			}
		}
		for name, values := range recorder.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(recorder.Body.Bytes())
	})}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener)
	}()
	s.t.Cleanup(func() {
		_ = server.Close()
		<-served
		_ = broker.Close()
	})
	s.write("environments.toml", ownEnvironment(base+"/op"))
}

// core dumps the program's memory, as root could, and counts the texts in it.
func (p *program) core(texts *remains.Texts) map[string]int {
	p.t.Helper()
	pid := fmt.Sprint(p.command.Process.Pid)
	path := filepath.Join(p.t.TempDir(), "core")
	if said := p.try("gcore", "-o", path, pid); !strings.Contains(said, "Saved") {
		p.t.Skipf("the memory of another program can't be taken here: %s", said)
	}
	file, err := os.Open(path + "." + pid)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() {
		_ = file.Close()
		_ = os.Remove(file.Name())
	}()
	found, err := texts.In(file)
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}

// TestRealMemoryAfterDone counts the texts in the memory of the program; the broker runs in another
// process. Go doesn't wipe freed memory, and the system's part (X, OpenGL, the clipboard) may keep
// anything, so the counts after Done are only logged. The test asserts only that the search finds
// what is in use. TestNothingIsRememberedAfterDone and TestNothingIsRememberedByTheWindow check
// what is still reachable. RINGBACK_MEMORY_LATER=5m counts again after that time.
func TestRealMemoryAfterDone(t *testing.T) {
	needs(t, "gcore")
	s := newScreen(t, 1440, 900)
	s.keyring()
	texts := &remains.Texts{}
	person := simulator.Person{UUID: uuid.NewString(), Name: rand.Text() + " " + rand.Text(), DateOfBirth: "1950-01-02"}
	texts.Note("UUID", person.UUID)
	texts.Note("name", person.Name)
	texts.Note("client secret", ownSecret)
	s.knownBroker(texts, person)
	p := s.open("-environment", "own")
	save := p.waitForSave()
	p.paste(ownSecret)
	p.closesBy(save)
	p.fill(person.UUID)
	p.key("ctrl+Return")
	p.reaches("Verified")
	before := p.core(texts)
	t.Logf("with the outcome on the screen: %v", before)
	p.startOffered()
	p.key("ctrl+Return")
	p.reaches("")
	after := p.core(texts)
	t.Logf("after Done: %v", after)
	for _, name := range []string{"UUID", "name", "id_token", "access_token", "auth_req_id"} {
		if before[name] == 0 {
			t.Errorf("the search is blind: %s isn't found while it is in use", name)
		}
	}
	if later, err := time.ParseDuration(os.Getenv("RINGBACK_MEMORY_LATER")); err == nil {
		<-time.After(later)
		t.Logf("%v later: %v", later, p.core(texts))
	}
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", p.command.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(limits)) {
		if fields := strings.Fields(line); strings.HasPrefix(line, "Max core file size") && (fields[4] != "1" || fields[5] != "1") {
			t.Errorf("a core file could be left: %s", line)
		}
	}
}
