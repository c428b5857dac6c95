package mitid

import (
	"encoding/base64"
	"reflect"
	"testing"

	"github.com/go-json-experiment/json"
)

// The golden files were written from the broker's documentation, not by this package: hint.* and
// initiate*.form are its requests in compact JSON, documented-* its own text with its blanks.

func TestFormOfDocumentedRequest(t *testing.T) {
	withAppswitch := func(os string) Request {
		r := documentedRequest()
		r.AppOS, r.AppSwitchReturnURL = os, "https://your-app.dk/backfrommitid"
		return r
	}
	for _, test := range []struct {
		name     string
		request  Request
		encoding HintEncoding
		golden   string
	}{
		{name: "raw JSON", request: documentedRequest(), encoding: HintJSON, golden: "initiate.form"},
		{name: "Base64, its plus escaped", request: documentedRequest(), encoding: HintBase64, golden: "initiate-base64.form"},
		{name: "zero encoding is raw JSON", request: documentedRequest(), golden: "initiate.form"},
		{name: "appswitch from iOS", request: withAppswitch(AppOSIOS), encoding: HintJSON, golden: "initiate-appswitch-ios.form"},
		{
			name: "appswitch from Android", request: withAppswitch(AppOSAndroid),
			encoding: HintJSON, golden: "initiate-appswitch-android.form",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			form, err := test.request.Form("openid", test.encoding)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := form.Encode(), golden(t, test.golden); got != want {
				t.Errorf("body\n got %s\nwant %s", got, want)
			}
		})
	}
}

func TestHintIsTheDocumentedOne(t *testing.T) {
	for _, test := range []struct {
		name     string
		encoding HintEncoding
		golden   string
	}{
		{name: "raw JSON", encoding: HintJSON, golden: "hint.json"},
		{name: "Base64", encoding: HintBase64, golden: "hint.base64"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := documentedRequest().Hint(test.encoding)
			if err != nil {
				t.Fatal(err)
			}
			if want := golden(t, test.golden); got != want {
				t.Errorf("hint\n got %s\nwant %s", got, want)
			}
		})
	}
}

func TestHintMeansWhatTheDocumentationMeans(t *testing.T) {
	for os, file := range map[string]string{
		"":           "documented-hint.json",
		AppOSIOS:     "documented-hint-appswitch-ios.json",
		AppOSAndroid: "documented-hint-appswitch-android.json",
	} {
		t.Run(file, func(t *testing.T) {
			r := documentedRequest()
			if os != "" {
				r.AppOS, r.AppSwitchReturnURL = os, "https://your-app.dk/backfrommitid"
			}
			hint, err := r.Hint(HintJSON)
			if err != nil {
				t.Fatal(err)
			}
			var ours, documented map[string]string
			if err := json.Unmarshal([]byte(hint), &ours); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(golden(t, file)), &documented); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(ours, documented) {
				t.Errorf("got %v, want %v", ours, documented)
			}
		})
	}
}

func TestSpacedVectorIsTheDocumentedText(t *testing.T) {
	raw, err := base64.StdEncoding.Strict().DecodeString(golden(t, "documented-hint.base64"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(raw), golden(t, "documented-hint.json"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
