import pulumi
import pulumi_digicert_one as digicert

account = digicert.get_account()
role = digicert.get_role(name="Certificate manager")

ci = digicert.ServiceUser(
    "ci",
    description="Signs releases",
    email="team@example.com",
    account_ids=[account.id],
    role_ids=[role.id],
    lifetime_days=365,
)

# For what this program deploys: a new key reaches it before the old one goes.
key = digicert.ApiKey(
    "key",
    service_user_id=ci.id,
    service_user_end_date=ci.end_date,
    lifetime_days=90,
    rotate_before_days=30,
)

# For everyone else: both keys work for a week.
pair = digicert.RotatingApiKey(
    "pair",
    service_user_id=ci.id,
    service_user_end_date=ci.end_date,
    lifetime_days=90,
    rotate_before_days=30,
    overlap_days=7,
)

pulumi.export("apiKey", key.value)
pulumi.export("rotatesOn", key.rotate_on)
pulumi.export("pairKey", pair.value)
pulumi.export("pairRotatesOn", pair.rotate_on)
