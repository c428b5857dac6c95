package desk

import (
	"encoding/json"
	"reflect"
	"testing"

	"ringback/storage/config"
)

// TestWhatIsKeptKeepsItsForm: other versions of the program read the journal, so requests kept for
// resuming are read and written as in version 1.0.
func TestWhatIsKeptKeepsItsForm(t *testing.T) {
	for name, test := range map[string]struct {
		data                    string
		person, text, reference string
		caseID                  string
	}{
		"mitid-flex": {
			data: `{"environment":"nordby","request":{"UUID":"8a9856e0-f12d-4217-b320-c8a076be9320","ReferenceText":"Kode 9453","IP":"192.0.2.10",` +
				`"Action":"","ReferenceID":"sag-17","AppOS":"","AppSwitchReturnURL":"","Nonce":"UIsx3UdhHqnaGoMKipgz2Q"},"caller":"they_called","code":"9453",` +
				`"sent_with":{"name":"Nordby","issuer":"http://127.0.0.1:4711/op","client_id":"62b8cc03","profile":"mitid-flex","kind":"test",` +
				`"cancel":"http://127.0.0.1:4711/op/api/v1/ciba/{auth_req_id}","algs":["RS256"],"at_hash":true,"nonce":"require"}}`,
			person: "8a9856e0-f12d-4217-b320-c8a076be9320", text: "Kode 9453", reference: "sag-17", caseID: "sag-17",
		},
		"generic": {
			data: `{"environment":"identity","request":{"UUID":"","ReferenceText":"","IP":"","Action":"","ReferenceID":"","AppOS":"","AppSwitchReturnURL":"",` +
				`"Nonce":""},"generic":{"Person":"alice@identity.example","Message":"Kode 6806","Hint":"login_hint","RequestedExpiry":0,"ACRValues":[]},` +
				`"case":"sag-17","caller":"we_called","code":"6806","sent_with":{"name":"Identity, test","issuer":"http://127.0.0.1:9000","client_id":"ringback",` +
				`"profile":"generic","kind":"test","algs":["RS256"],"nonce":"off","person_claim":"preferred_username"}}`,
			person: "alice@identity.example", text: "Kode 6806", caseID: "sag-17",
		},
	} {
		kept, err := readKept([]byte(test.data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r := kept.asked
		if r.Person() != test.person || r.Text() != test.text || r.Case() != test.caseID {
			t.Errorf("%s: %q is asked %q in the case %q", name, r.Person(), r.Text(), r.Case())
		}
		if got := r.Params(config.Environment{}).Reference; got != test.reference {
			t.Errorf("%s: the reference is %q", name, got)
		}
		written, err := kept.write()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, want := members(t, written), members(t, []byte(test.data)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: written is\n%s, want\n%s", name, written, test.data)
		}
	}
}

func members(t *testing.T, data []byte) (all map[string]any) {
	t.Helper()
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}
