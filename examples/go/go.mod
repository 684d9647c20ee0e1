module digicert-one-go

go 1.25

require (
	example.com/pulumi-digicert-one/sdk/go v0.0.0
	github.com/pulumi/pulumi/sdk/v3 v3.260.0
)

replace example.com/pulumi-digicert-one/sdk/go => ./sdks/digicert-one
