"""boto3 clients that can only reach the local stack."""

from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from local.places import REGION

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient


class LocalAws:
    """The services of one local stack, by its endpoint."""

    def __init__(self, endpoint_url: str) -> None:
        self.endpoint_url = endpoint_url
        self._session = boto3.Session(
            aws_access_key_id="000000000000", aws_secret_access_key="local", region_name=REGION
        )

    def client(self, service: str) -> Any:
        """Return a client of any service."""
        return self._session.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.endpoint_url,
            config=Config(connect_timeout=2, read_timeout=30, retries={"max_attempts": 2}),
        )

    @property
    def apigatewayv2(self) -> "ApiGatewayV2Client":
        """HTTP APIs."""
        client: ApiGatewayV2Client = self.client("apigatewayv2")
        return client

    @property
    def cloudformation(self) -> "CloudFormationClient":
        """Stacks."""
        client: CloudFormationClient = self.client("cloudformation")
        return client

    @property
    def cognito(self) -> "CognitoIdentityProviderClient":
        """User pools."""
        client: CognitoIdentityProviderClient = self.client("cognito-idp")
        return client

    @property
    def dynamodb(self) -> "DynamoDBClient":
        """Tables."""
        client: DynamoDBClient = self.client("dynamodb")
        return client

    @property
    def functions(self) -> "LambdaClient":
        """Functions."""
        client: LambdaClient = self.client("lambda")
        return client

    @property
    def s3(self) -> "S3Client":
        """Buckets."""
        client: S3Client = self.client("s3")
        return client

    @property
    def secretsmanager(self) -> "SecretsManagerClient":
        """Secrets."""
        client: SecretsManagerClient = self.client("secretsmanager")
        return client
