package secrets

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"ringback/ciba"
	"ringback/storage/config"
)

// TestRandomWalkOfSecrets saves, keeps, forgets and agrees at random, for environments that share
// clients and differ in their endpoints. Whatever is given out was entered, or is public, for
// exactly these hosts and as this kind.
func TestRandomWalkOfSecrets(t *testing.T) {
	pp := config.BuiltIn()[1]
	_, key := aKey(t, 0)
	normalized, err := normalizeKey(key)
	must(t, err)
	places := []string{"", "https://mirror.example/x", "https://mirror.example/y", "https://evil.example/x", "https://MIRROR.example:443/x"}
	random := rand.New(rand.NewPCG(1, 2))
	environment := func() config.Environment {
		e := plain()
		if random.IntN(2) == 0 {
			e.Issuer, e.ClientID = pp.Issuer, pp.ClientID
		}
		if random.IntN(4) == 0 {
			e.ClientAuth = ciba.PrivateKeyJWT
		}
		for _, at := range []*string{&e.Endpoints.BackchannelAuthentication, &e.Endpoints.Token, &e.Endpoints.Cancel, &e.Endpoints.JWKS} {
			if random.IntN(3) == 0 {
				*at = places[random.IntN(len(places))]
			}
		}
		return e
	}
	bubble(t, Options{}, func(t *testing.T, s *Store, _ *fakeKeyring) {
		// by client; by all
		saved, memory := make(map[Binding]Binding), make(map[Binding]ciba.Secret)
		// by client: what is saved
		secrets := make(map[Binding]ciba.Secret)
		given := 0
		for step := range 20_000 {
			e := environment()
			b := bindingOf(e)
			client := b.client()
			entered := ciba.Secret(fmt.Sprint("secret ", random.IntN(3)))
			kept := entered
			if b.Key {
				entered, kept = key, normalized
			}
			switch random.IntN(8) {
			case 0:
				must(t, s.Set(t.Context(), b, entered))
				saved[client], secrets[client] = b, kept
				delete(memory, b)
			case 1:
				must(t, s.SetInMemory(b, entered))
				memory[b] = kept
			case 2:
				must(t, s.Forget(t.Context(), b))
				delete(saved, client)
				for other := range memory {
					if other.client() == client {
						delete(memory, other)
					}
				}
			case 3:
				must(t, s.Agree(t.Context(), b, false))
				if was, any := saved[client]; b.Published() && !b.Overrides.None() && (!any || secrets[client] == pp.PublishedSecret && !was.Key) {
					saved[client], secrets[client] = b, pp.PublishedSecret
					delete(memory, b)
				}
			default:
				want, ok := memory[b]
				if was, any := saved[client]; !ok && any && was == b {
					want, ok = secrets[client], true
				}
				if !ok && b.Published() && b.Overrides.None() {
					want, ok = pp.PublishedSecret, true
				}
				got, _, err := s.Get(t.Context(), b)
				if ok != (err == nil) || got != want {
					t.Fatalf("step %d: %+v is given out: %t, wanted %t: %v", step, b, got != "", ok, err)
				}
				if ok {
					given++
				}
			}
		}
		if given < 200 {
			t.Errorf("a secret was given out %d times only", given)
		}
	})
}
