package main

import (
	"example.com/pulumi-digicert-one/sdk/go/digicertone"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		account, err := digicertone.GetAccount(ctx, &digicertone.GetAccountArgs{})
		if err != nil {
			return err
		}
		role, err := digicertone.GetRole(ctx, &digicertone.GetRoleArgs{Name: pulumi.StringRef("Certificate manager")})
		if err != nil {
			return err
		}
		ci, err := digicertone.NewServiceUser(ctx, "ci", &digicertone.ServiceUserArgs{
			Description:  pulumi.String("Signs releases"),
			Email:        pulumi.String("team@example.com"),
			AccountIds:   pulumi.ToStringArray([]string{account.Id}),
			RoleIds:      pulumi.ToStringArray([]string{role.Id}),
			LifetimeDays: pulumi.Int(365),
		})
		if err != nil {
			return err
		}
		// For what this program deploys: a new key reaches it before the old one goes.
		key, err := digicertone.NewApiKey(ctx, "key", &digicertone.ApiKeyArgs{
			ServiceUserId:      ci.ID(),
			ServiceUserEndDate: ci.EndDate,
			LifetimeDays:       pulumi.Int(90),
			RotateBeforeDays:   pulumi.Int(30),
		})
		if err != nil {
			return err
		}
		// For everyone else: both keys work for a week.
		pair, err := digicertone.NewRotatingApiKey(ctx, "pair", &digicertone.RotatingApiKeyArgs{
			ServiceUserId:      ci.ID(),
			ServiceUserEndDate: ci.EndDate,
			LifetimeDays:       pulumi.Int(90),
			RotateBeforeDays:   pulumi.Int(30),
			OverlapDays:        pulumi.Int(7),
		})
		if err != nil {
			return err
		}
		ctx.Export("apiKey", key.Value)
		ctx.Export("rotatesOn", key.RotateOn)
		ctx.Export("pairKey", pair.Value)
		ctx.Export("pairRotatesOn", pair.RotateOn)
		return nil
	})
}
